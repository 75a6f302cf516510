import type { ConditionText } from './conditions.ts';

/** The fixed sentences of the controller, word for word. */

export const SUCCEEDED_GET_SCALE: ConditionText = {
  status: 'True',
  reason: 'SucceededGetScale',
  message: "the HPA controller was able to get the target's current scale",
};

/** Said whenever no window changed the proposal, also when the sizes do not match. */
export const READY_FOR_NEW_SCALE: ConditionText = {
  status: 'True',
  reason: 'ReadyForNewScale',
  message: 'recommended size matches current size',
};

export const SCALE_DOWN_STABILIZED: ConditionText = {
  status: 'True',
  reason: 'ScaleDownStabilized',
  message: 'recent recommendations were higher than current one, applying the highest recent recommendation',
};

export const SCALE_UP_STABILIZED: ConditionText = {
  status: 'True',
  reason: 'ScaleUpStabilized',
  message: 'recent recommendations were lower than current one, applying the lowest recent recommendation',
};

export const DESIRED_WITHIN_RANGE: ConditionText = {
  status: 'False',
  reason: 'DesiredWithinRange',
  message: 'the desired count is within the acceptable range',
};

export const TOO_MANY_REPLICAS: ConditionText = {
  status: 'True',
  reason: 'TooManyReplicas',
  message: 'the desired replica count is more than the maximum replica count',
};

export const TOO_FEW_REPLICAS: ConditionText = {
  status: 'True',
  reason: 'TooFewReplicas',
  message: 'the desired replica count is less than the minimum replica count',
};

export const SCALE_UP_LIMIT: ConditionText = {
  status: 'True',
  reason: 'ScaleUpLimit',
  message: 'the desired replica count is increasing faster than the maximum scale rate',
};

export const SCALE_DOWN_LIMIT: ConditionText = {
  status: 'True',
  reason: 'ScaleDownLimit',
  message: 'the desired replica count is decreasing faster than the maximum scale rate',
};

export const SCALING_DISABLED: ConditionText = {
  status: 'False',
  reason: 'ScalingDisabled',
  message: 'scaling is disabled since the replica count of the target is zero',
};

export const SCALED_TO_ZERO: ConditionText = {
  status: 'True',
  reason: 'ScaledToZero',
  message: 'the HPA controller scaled the workload to zero',
};

export const NOT_SCALED_TO_ZERO: ConditionText = {
  status: 'False',
  reason: 'NotScaledToZero',
  message: 'the HPA controller did not scale the workload to zero',
};

/** AbleToScale False: the target's scale could not be read, mapped or understood. */
export function failedGetScale(error: string): ConditionText {
  return {
    status: 'False',
    reason: 'FailedGetScale',
    message: `the HPA controller was unable to get the target's current scale: ${error}`,
  };
}

/** AbleToScale False: the new size could not be written. */
export function failedUpdateScale(error: string): ConditionText {
  return {
    status: 'False',
    reason: 'FailedUpdateScale',
    message: `the HPA controller was unable to update the target scale: ${error}`,
  };
}

/** AbleToScale True: the new size was written. */
export function succeededRescale(replicas: number): ConditionText {
  return {
    status: 'True',
    reason: 'SucceededRescale',
    message: `the HPA controller was able to update the target scale to ${replicas}`,
  };
}
