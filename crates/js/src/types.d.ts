/** A service whose sessions can be ended. */
export type Service = "dds" | "dcs" | "taurusdb";

/** A call that ends sessions. */
export type KillId = "dds.kill" | "dcs.kill" | "dcs.kill_all" | "taurusdb.kill";

/** A call that only looks. */
export type LookId =
  | "dds.list_instances" | "dds.list_sessions"
  | "dcs.list_instances" | "dcs.list_nodes" | "dcs.scan_clients" | "dcs.show_job" | "dcs.list_clients"
  | "taurusdb.list_instances" | "taurusdb.show_instance" | "taurusdb.list_processes"
  | "iam.list_projects" | "iam.list_all_projects";

/** A call that can be made. */
export type OperationId = KillId | LookId;

/** What every function throws. `code` is for programs, `message` for people; neither holds a secret. */
export interface QuellError extends Error {
  /** Such as `bad_character`, `unsafe_integer`, `missing`, `unreadable`, `changed`. */
  code: string;
  /** The field or argument that is wrong. */
  field?: string;
  /** The line of a pasted text, or the place in a list; both from 1. */
  line?: number;
}

/** One of {@link operations}. */
export interface Operation {
  id: OperationId;
  /** Whether it ends sessions or only looks. A kill is sent once; a look may be sent again. */
  kind: "kill" | "look";
  service: Service | "iam";
  /** The call, as the manual writes it. */
  call: string;
  /** The pages of the manual that it follows. */
  pages: string[];
  /** What its input holds. For `scope` that is `allNodes`, and `node` where it is false. */
  fields: string[];
  /** The filters of its `query`. */
  query: string[];
  /** The action that an IAM policy must allow; known for kills. */
  permission: { huawei: string; otc: string } | null;
}

/** A public cloud. */
export interface Cloud {
  id: string;
  name: string;
  regions: { id: string; endpoints: Partial<Record<Service | "iam", string>> }[];
}

/** A target, as far as it is chosen. */
export interface Target {
  service: Service | null;
  cloud: string | null;
  region: string | null;
  project: string | null;
  instance: string | null;
  node: string | null;
  environment: string | null;
  /** The one that is named, or the service's first. */
  operation: KillId | null;
  screen: "sessions" | "byHand" | "history" | "settings";
  /** The run that is shown. */
  run: string | null;
  filter: string;
  sort: string;
  /** The address that means this target, without what was left out. */
  fragment: string;
}

/** What was pasted. */
export interface Paste {
  /** Texts for DDS and DCS, bigint for TaurusDB; each once, in their order. */
  handles: string[] | bigint[];
  /** How many repeats were folded. */
  folded: number;
}

/** Ends sessions of DDS. */
export interface DdsKill { project: string; node: string; sessions: readonly string[] }

/** Ends clients of DCS by their addresses. */
export interface DcsKill { project: string; instance: string; node: string; addresses: readonly string[] }

/** Ends every client of DCS: those of all nodes, or of the one that is named. There is no default. */
export type DcsKillAll =
  | { project: string; instance: string; allNodes: true; node?: undefined }
  | { project: string; instance: string; allNodes: false; node: string };

/** Ends threads of TaurusDB. A number beyond 2^53-1 is refused: it may have been rounded. */
export interface TaurusDbKill {
  project: string;
  instance: string;
  node: string;
  threads: readonly (bigint | number)[];
  language?: Language;
}

/** Asks for what there is: which of the identifiers a call wants is in its `fields`. */
export interface Look {
  project?: string;
  instance?: string;
  node?: string;
  job?: string;
  query?: Record<string, string | number | bigint | boolean>;
  /** For `dcs.scan_clients`: whether to look anew. */
  cleanCache?: boolean;
  language?: Language;
}

/** The language of TaurusDB's messages. */
export type Language = "en-us" | "zh-cn";

/** What a request is built from. */
export type Input = DdsKill | DcsKill | DcsKillAll | TaurusDbKill | Look;

/** Where a request goes. */
export interface Route {
  cloud: string;
  region: string;
  /** A proxy: a path of the page's own origin or an https:// prefix; `{cloud}`, `{service}` and `{region}` are filled in. */
  url?: string;
  /** The cloud's own endpoint, where {@link clouds} has none. Without a `url` the request goes there. */
  endpoint?: string;
}

/** A request that was checked, ready to be sent: `fetch(url, { method, headers, body })`. */
export interface BuiltRequest {
  readonly operation: OperationId;
  /** Whether it only looks. A kill is sent once, and never again by a machine. */
  readonly isRead: boolean;
  readonly method: "GET" | "POST" | "DELETE";
  readonly url: string;
  /** The authority that a signature is over: that of the cloud's endpoint, whoever carries the request there. */
  readonly host: string | null;
  /** Those of the call; `sign` gives the ones that prove who asks. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | null;
  /** What it was built from. */
  readonly input: Input;
  readonly route: Route;
}

/** In whose name a request goes out: a token of IAM, or an access key. */
export type Credentials =
  | { token: string }
  | { accessKey: string; secretKey: string; securityToken?: string };

/** What came back, or why nothing did. */
export type GivenResponse =
  | { status: number; headers?: Readonly<Record<string, string>>; body?: string }
  | { silent: "network" | "timed_out" | "redirected" | "truncated" | "too_large" };

/** An error of a cloud, whatever its shape. */
export interface CloudError {
  code: string;
  message: string;
  detail: string | null;
  /** By which support finds the call. */
  requestId: string | null;
  /** What it means for a person, in a word, such as `token_expired`. */
  meaning: string | null;
}

/** What became of a call. */
export type Outcome =
  | { kind: "accepted" }
  | { kind: "submitted"; job: string }
  | { kind: "partition"; killed: bigint[]; notFound: bigint[]; notActedOn: bigint[] }
  | { kind: "refused"; by: "cloud" | "proxy"; status: number; error: CloudError; retryAfter: number | null }
  | { kind: "unknown"; doubt: string; status: number | null; error: CloudError | null };

/** A node of an instance. */
export interface Node {
  id: string; name: string; status: string; role: string; address: string; part: string; group: string;
  /** The hidden member of a DDS replica set, whose sessions cannot be ended. */
  isHidden: boolean;
  /** Where a DCS instance has proxies, clients are theirs. */
  isProxy: boolean;
}

/** An instance; the list of DDS has its nodes. */
export interface Instance {
  id: string; name: string; status: string; engine: string; version: string; mode: string; nodes: Node[];
}

/** What a look brought. */
export type Finding =
  | {
    kind: "found";
    projects: { id: string; name: string; isEnabled: boolean }[];
    instances: Instance[];
    nodes: Node[];
    /** Rows without an id that can be used. */
    leftOut: number;
  }
  | {
    kind: "sessions";
    /** Their fields as the service writes them; what it does not tell is absent. */
    sessions: Record<string, string>[];
    /** By which each can be ended, in the same order; bigint for TaurusDB. */
    handles: (string | null)[] | (bigint | null)[];
    /** How many there are on all pages. */
    total: number | null;
    /** When a scan took them, as the service writes it. */
    time: string | null;
  }
  | { kind: "scan"; job: string | null }
  | { kind: "job"; state: "pending" | "done" | "failed"; reason: string | null };
