// Certificates for the TLS servers of the faults. openssl creates them for each run: an authority that the client trusts, and server certificates
// that are valid, expired, not yet valid, for another host, self-signed, or from an authority that the client does not trust.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** @typedef {'good' | 'expired' | 'notYet' | 'wrongHost' | 'selfSigned' | 'untrusted'} CertificateName */

const CONFIG = `[ca]
default_ca = authority
[authority]
database = index.txt
serial = serial
new_certs_dir = .
default_md = sha256
policy = any
copy_extensions = none
unique_subject = no
[any]
commonName = supplied
[req]
distinguished_name = name
prompt = no
[name]
CN = fault
[root]
basicConstraints = critical,CA:true
keyUsage = critical,keyCertSign
[local]
subjectAltName = DNS:localhost,IP:127.0.0.1
[elsewhere]
subjectAltName = DNS:elsewhere.example
`;

/** @returns {{ authority: string, key: string, certificates: Record<CertificateName, string>, remove: () => void }} `authority` is the path of a file */
export function makeCertificates() {
  const folder = mkdtempSync(join(tmpdir(), 'faults-'));
  /** @param {string[]} args */
  const openssl = (...args) => execFileSync('openssl', args, { cwd: folder, stdio: 'pipe', timeout: 30_000 });
  /** @param {string} name */
  const read = (name) => readFileSync(join(folder, name), 'utf8');
  try {
    writeFileSync(join(folder, 'openssl.cnf'), CONFIG);
    writeFileSync(join(folder, 'index.txt'), '');
    writeFileSync(join(folder, 'serial'), '01\n');
    for (const name of ['root', 'untrusted-root', 'server'])
      openssl('ecparam', '-genkey', '-name', 'prime256v1', '-noout', '-out', `${name}.key`);
    const config = ['-config', 'openssl.cnf'];
    for (const name of ['root', 'untrusted-root']) {
      const args = ['-key', `${name}.key`, '-out', `${name}.pem`, '-subj', `/CN=${name}`];
      openssl('req', '-x509', '-new', ...args, '-days', '2', ...config, '-extensions', 'root');
    }
    openssl('req', '-new', '-key', 'server.key', '-out', 'server.csr', '-subj', '/CN=localhost', ...config);
    const self = ['-key', 'server.key', '-out', 'selfSigned.pem', '-subj', '/CN=localhost', '-days', '2'];
    openssl('req', '-x509', '-new', ...self, ...config, '-extensions', 'local');
    /** @param {string} name @param {string} root @param {string} extensions @param {string} [from] @param {string} [to] */
    const issue = (name, root, extensions, from = '20200101000000Z', to = '20400101000000Z') =>
      openssl(
        ...['ca', '-batch', '-notext', ...config, '-extensions', extensions, '-startdate', from, '-enddate', to],
        ...['-cert', `${root}.pem`, '-keyfile', `${root}.key`, '-in', 'server.csr', '-out', `${name}.pem`],
      );
    issue('good', 'root', 'local');
    issue('expired', 'root', 'local', '20200101000000Z', '20210101000000Z');
    issue('notYet', 'root', 'local', '20390101000000Z', '20400101000000Z');
    issue('wrongHost', 'root', 'elsewhere');
    issue('untrusted', 'untrusted-root', 'local');
    const names = /** @type {CertificateName[]} */ ([
      'good',
      'expired',
      'notYet',
      'wrongHost',
      'selfSigned',
      'untrusted',
    ]);
    return {
      authority: join(folder, 'root.pem'),
      key: read('server.key'),
      certificates: /** @type {any} */ (Object.fromEntries(names.map((name) => [name, read(`${name}.pem`)]))),
      remove: () => rmSync(folder, { recursive: true, force: true }),
    };
  } catch (error) {
    rmSync(folder, { recursive: true, force: true });
    throw error;
  }
}
