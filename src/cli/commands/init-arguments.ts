import type { FirstScenario } from '../../scenario/first-scenario.ts';

/** What the command line says of a first scenario; what is left out is asked for on a terminal, or has a default. */
export interface InitArguments {
  readonly file: string;
  readonly target?: 'lab' | 'cluster' | 'twin' | undefined;
  readonly rate?: number | undefined;
  readonly min?: number | undefined;
  readonly max?: number | undefined;
  readonly metric?: string | undefined;
  readonly averageValue?: string | undefined;
  readonly image?: string | undefined;
  readonly fromCluster: boolean;
  readonly kubeconfig?: string | undefined;
  readonly context?: string | undefined;
  readonly namespace?: string | undefined;
  readonly hpa?: string | undefined;
  readonly service?: string | undefined;
  /** OpenAPI document of the service that takes the load. */
  readonly openapi?: string | undefined;
  /** Its operation, by operationId or as `POST /path`. */
  readonly operation?: string | undefined;
  /** `name=value`, for its parameters and the members of its body. */
  readonly param?: readonly string[] | undefined;
  readonly force: boolean;
}

/** A scenario whose length and editor schema are not settled yet. */
export type Draft = Omit<FirstScenario, 'holdSeconds' | 'schema'>;
