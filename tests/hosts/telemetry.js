// OpenTelemetry with its context manager for Node. Finished spans are kept in memory.
import { installPackages } from './install.js';

await installPackages();
export const { context, SpanKind, SpanStatusCode } = await import('@opentelemetry/api');
const { AsyncLocalStorageContextManager } = await import('@opentelemetry/context-async-hooks');
const { BasicTracerProvider, InMemorySpanExporter, SimpleSpanProcessor } = await import(
  '@opentelemetry/sdk-trace-base'
);

/** @param {{ after: (stop: () => void) => void }} test stops the tracer when it ends */
export function startTracer(test) {
  const exporter = new InMemorySpanExporter();
  const provider = new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] });
  const manager = new AsyncLocalStorageContextManager().enable();
  context.setGlobalContextManager(manager);
  test.after(() => {
    context.disable();
    manager.disable();
  });
  return { tracer: provider.getTracer('test'), finishedSpans: () => exporter.getFinishedSpans() };
}
