// Tables of the public functions and types of the entries, with their comments, as TypeScript reads them from web/.
import { join } from 'node:path';
import { API, NodeBuilderFlags, SymbolFlags, TypeFlags } from 'typescript/unstable/sync';
import { root } from '../lib/files.js';
import { code, table } from './markdown.js';

/** @typedef {import('typescript/unstable/sync').Project} Project */
/** @typedef {import('typescript/unstable/sync').Symbol} Symbol */
/** @typedef {import('typescript/unstable/sync').Type} Type */

/**
 * @typedef {object} EntryTables
 * @property {string} functions one table of the functions and the client's methods
 * @property {Record<string, string>} types a table for each type with members, by name
 * @property {string} names one table of the types without members
 */

/** The type whose methods are listed among the functions. */
const CLIENT = 'DocumentTranslationClient';

/** Shortens to one line what TypeScript prints. @param {string} text */
const flat = (text) =>
  text
    .replace(/import\([^)]*\)\./g, '')
    .replace(/\s+/g, ' ')
    .replaceAll('; }', ' }');

/**
 * @param {Project} project
 * @param {string} file
 * @returns {EntryTables}
 */
function entryTables(project, file) {
  const { checker, emitter, program } = project;
  const source = program.getSourceFile(file);
  const module = source && checker.getSymbolAtLocation(source);
  if (!module) throw new Error(`TypeScript finds no module in ${file}.`);

  /** The comment without its tags. @param {Symbol} symbol */
  const comment = (symbol) => flat(symbol.getDocumentationComment(checker));
  const print = (/** @type {Type | undefined} */ type, flags = NodeBuilderFlags.NoTruncation) =>
    type ? flat(checker.typeToString(type, undefined, flags)) : 'unknown';

  /** The type as the source has it. @param {Symbol} symbol */
  function sourceType(symbol) {
    const declaration = /** @type {any} */ (symbol.declarations[0].resolve(project));
    return declaration?.type ? flat(emitter.printNode(declaration.type)) : print(checker.getTypeOfSymbol(symbol));
  }

  /** The interface that an interface extends. @param {Symbol} symbol */
  function baseOf(symbol) {
    const [clause] = /** @type {any} */ (symbol.declarations[0].resolve(project))?.heritageClauses ?? [];
    return clause && emitter.printNode(clause.types[0]);
  }

  /**
   * A type without members: its text and its comment. A type that only refers to another one gets the text and
   * the comment of that one.
   * @param {Symbol} symbol
   * @param {Type} type
   */
  function nameRow(symbol, type) {
    const reference = /** @type {any} */ (symbol.declarations[0].resolve(project))?.type;
    const name = reference?.qualifier ?? (reference?.typeName?.right && reference.typeName);
    const referred = name && checker.getSymbolAtLocation(name);
    const parameters = referred ? emitter.printNode(reference).replace(/^(import\(.*?\)\.)?[\w.]+/, '') : '';
    const expanded = print(type, NodeBuilderFlags.NoTruncation | NodeBuilderFlags.InTypeAlias);
    const union = (type.isUnionType() && type.getTypes()) || [];
    const isOfTexts = union.length > 0 && union.every(({ flags }) => flags & TypeFlags.StringLiteral);
    const written = isOfTexts ? union.map((each) => print(each)).join(' | ') : referred && expanded;
    const text = written ? written.replaceAll(' | undefined', '').replaceAll('"', "'") : sourceType(symbol);
    return [code(symbol.name + parameters), code(text), comment(referred ?? symbol)];
  }

  /** @param {Symbol} symbol @param {string} owner */
  function valueRow(symbol, owner) {
    const type = checker.getTypeOfSymbol(symbol);
    const [signature] = type ? checker.getSignaturesOfType(type, 0) : [];
    const text = print(type);
    const returned = ` => ${print(signature && checker.getReturnTypeOfSignature(signature))}`;
    // A function that narrows its argument returns a boolean, and its type says what it narrows to.
    const at = text.endsWith(returned) ? text.length - returned.length : text.lastIndexOf(' => ');
    const [parameters, result] = signature ? [text.slice(0, at), text.slice(at + ' => '.length)] : ['', text];
    // Optional parameters have a question mark already, and the types of ids and URLs are obvious.
    const call = `${owner}${symbol.name}${parameters.replaceAll(' | undefined', '').replaceAll(': string', '')}`;
    return [`${code(call)} → ${code(result)}`, comment(symbol)];
  }

  /** @param {Symbol} member */
  function memberRow(member) {
    const type = sourceType(member);
    const defined = type.replace(/ \| undefined$/, '');
    const mark = member.flags & SymbolFlags.Optional || defined !== type ? '?' : '';
    return [code(member.name + mark), code(defined.replace(/^\((\(.*\) => .*)\)$/, '$1')), comment(member)];
  }

  /** @type {EntryTables['types']} */
  const types = {};
  const values = [];
  /** @type {string[][]} */
  let methods = [];
  const names = [];
  for (const exported of checker.getExportsOfModule(module)) {
    const symbol = exported.flags & SymbolFlags.Alias ? checker.getAliasedSymbol(exported) : exported;
    const { name } = exported;
    if (!(symbol.flags & SymbolFlags.Type)) {
      values.push(valueRow(symbol, ''));
      continue;
    }
    const type = checker.getDeclaredTypeOfSymbol(symbol);
    const declared = type.getAliasSymbol() ?? type.getSymbol() ?? symbol;
    const isInterface = declared.flags & SymbolFlags.Interface;
    const members = checker
      .getPropertiesOfType(type)
      .filter((member) => /^\w+$/.test(member.name) && !(member.flags & SymbolFlags.Accessor))
      .filter(({ declarations }) => declarations[0].path.includes('/web/'));
    if (name === CLIENT) methods = members.map((member) => valueRow(member, 'client.'));
    else if (type.flags & TypeFlags.Object && members.length > (isInterface ? 0 : 1)) {
      const own = members.filter((member) => !isInterface || member.getParent()?.name === declared.name);
      const base = checker.getPropertiesOfType(type).length > own.length && baseOf(declared);
      const text = [comment(declared), base && `All members of ${code(base)}, and:`].filter(Boolean).join(' ');
      types[name] = `${text && `${text}\n\n`}${table(['', '', ''], own.map(memberRow))}`;
    } else names.push(nameRow(declared, type));
  }
  return { functions: table(['', ''], [...values, ...methods]), types, names: table(['', '', ''], names) };
}

/**
 * @param {string[]} entries files of web/
 * @returns {EntryTables[]}
 */
export function typeTables(entries) {
  const api = new API({ cwd: root });
  try {
    const files = entries.map((entry) => join(root, 'web', entry));
    const snapshot = api.updateSnapshot({ openFiles: files });
    return files.map((file) => {
      const project = snapshot.getDefaultProjectForFile(file);
      if (!project) throw new Error(`TypeScript has no project for ${file}.`);
      return entryTables(project, file);
    });
  } finally {
    api.close();
  }
}
