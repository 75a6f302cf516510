/** One test case: an assertion, or one of the two conditions without which no assertion means anything. */
export interface TestCase {
  readonly name: string;
  readonly seconds: number;
  readonly problem?: { readonly kind: 'failure' | 'error'; readonly message: string; readonly body: string };
}
