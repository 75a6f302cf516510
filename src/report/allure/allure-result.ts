/** `broken` is no verdict of the assertion: nothing could be concluded, or the harness is at fault. */
export type AllureStatus = 'passed' | 'failed' | 'broken';

/** A file that a result points to, by its name in the results' folder. */
export interface AllureAttachment {
  readonly name: string;
  readonly type: string;
  readonly source: string;
}

/** What steps and results share; times are epoch milliseconds. */
interface Finished {
  readonly stage: 'finished';
  readonly start: number;
  readonly stop: number;
  readonly steps: readonly AllureStep[];
  readonly attachments: readonly AllureAttachment[];
  readonly parameters: readonly AllureParameter[];
}

/** A step of a result. */
export interface AllureStep extends Finished {
  readonly name: string;
  readonly status: AllureStatus | 'skipped';
}

/** A parameter; those that are `excluded` differ from run to run and do not make another test of it. */
export interface AllureParameter {
  readonly name: string;
  readonly value: string;
  readonly excluded?: boolean;
}

/** A test result as `<uuid>-result.json` holds it, in the format that Allure 2 and 3 read. */
export interface AllureResult extends Finished {
  readonly uuid: string;
  /** The same in every run of the same scenario, so that Allure can draw a trend. */
  readonly historyId: string;
  readonly testCaseId: string;
  readonly fullName: string;
  readonly name: string;
  readonly status: AllureStatus;
  readonly statusDetails?: {
    readonly message: string;
    readonly trace: string;
    readonly expected?: string;
    readonly actual?: string;
  };
  readonly description: string;
  readonly labels: readonly { readonly name: string; readonly value: string }[];
}
