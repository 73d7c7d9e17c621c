// index.d.ts
import { ConnectionUri, UriParameter } from "@ingestr/contract";
declare function formatConnectionUri(uri: ConnectionUri): string;
interface UriGrammar {
  readonly schemes: readonly string[];
  readonly parameters: readonly UriParameter[];
}
declare function parseConnectionUri(text: string, grammar: UriGrammar): ConnectionUri;
declare function presentName(text: string): string;
declare function isPresentableValue(text: string): boolean;
declare function redactConnectionUri(text: string, parameters?: readonly UriParameter[]): string;
declare function schemeOf(text: string): string;
export { type UriGrammar, formatConnectionUri, isPresentableValue, parseConnectionUri, presentName, redactConnectionUri, schemeOf };
