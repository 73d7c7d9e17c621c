// index.d.ts
import { CallOptions, Clock, Connector, Report, StatefulDestination } from "@ingestr/contract";
import { DuckDBInstance } from "@duckdb/node-api";
declare const destinationConnector: Connector<StatefulDestination>;
type DatabaseSettings = {
  readonly temporaryDirectory?: string | undefined;
  readonly memoryLimit?: string | undefined;
  readonly threads?: number | undefined;   readonly lockTimeoutMs?: number | undefined;   readonly clock?: Pick<Clock, "sleep"> | undefined;
    readonly report?: Report | undefined;
};
type DuckdbDestinationOptions = DatabaseSettings & ({
  readonly path: string;
  readonly instance?: undefined;
} | {
  readonly instance: DuckDBInstance;
  readonly path?: undefined;
});
declare function createDuckdbDestination(options: DuckdbDestinationOptions): StatefulDestination;
declare function openDuckdbDestination(options: DuckdbDestinationOptions, call?: CallOptions): Promise<StatefulDestination>;
export { type DuckdbDestinationOptions, createDuckdbDestination, destinationConnector, openDuckdbDestination };
