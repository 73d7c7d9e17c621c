// index.d.ts
import { Clock, Connector, Source, TableDefinition } from "@ingestr/contract";
import { IntercomClient } from "@ingestr/intercom-client";
declare const sourceConnector: Connector<Source>;
declare const intercomTables: readonly TableDefinition[];
interface IntercomSourceOptions {
    readonly client: IntercomClient;
  readonly clock: Clock;
    readonly region: string;
    readonly tokenDigest?: string | undefined;
    readonly notes?: readonly string[] | undefined;
    readonly indexLagMs?: number | undefined;
    readonly temporaryDirectory?: string | undefined;
}
declare function createIntercomSource(options: IntercomSourceOptions): Source;
export { type IntercomSourceOptions, createIntercomSource, intercomTables, sourceConnector };
