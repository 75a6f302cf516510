import type { PassiveClock } from '../../clock/clock.ts';
import type { Output } from '../../host/host.ts';
import { profileOf } from '../../metric/catalogue.ts';
import { fullScale } from '../../metric/profile.ts';
import type { Plan } from '../../plan/plan.ts';
import { formatDuration } from '../../units/duration.ts';
import type { Instant } from '../../units/instant.ts';
import { describeChange } from './describe-change.ts';
import { EMPTY_STATE, nextState, RATE_WINDOW_MS, type RunState } from './run-state.ts';
import type { RunView } from './run-view.ts';
import { sparkline } from './sparkline.ts';

const ESC = '\u001b[';
const REDRAW_MS = 250;

/** A block of lines that is redrawn in place; what was said before it scrolls away above. */
export function screenView(output: Output, clock: PassiveClock): RunView {
  let state = EMPTY_STATE;
  let plan: Plan | undefined;
  let status = 'starting';
  let drawnLines = 0;
  let closed = false;
  const erase = () => {
    if (drawnLines > 0) output.write(`${ESC}${drawnLines}A${ESC}0J`);
    drawnLines = 0;
  };
  const draw = () => {
    const lines = plan
      ? frame(state, plan, clock.now(), status, output.columns)
      : [status.slice(0, output.columns - 1)];
    // Written over, not erased first: that flickers, and some terminals keep what was erased in their history.
    const back = drawnLines > 0 ? `${ESC}${drawnLines}A` : '';
    output.write(`${back}${lines.map((line) => `${line}${ESC}K\n`).join('')}${ESC}0J`);
    drawnLines = lines.length;
  };
  const timer = setInterval(draw, REDRAW_MS);
  timer.unref();
  return {
    progress: (text) => {
      status = text;
      // After the result only what is torn down is still told.
      if (closed) output.write(`${text}\n`);
      else draw();
    },
    planned: (made) => {
      plan = made;
    },
    observe: (seen) => {
      state = nextState(state, seen);
      status = describeChange(seen) ?? status;
    },
    close: () => {
      clearInterval(timer);
      closed = true;
      erase();
    },
  };
}

/** The lines of one frame, none wider than the terminal. */
export function frame(
  state: RunState,
  plan: Plan,
  now: Instant,
  status: string,
  columns: number,
): readonly string[] {
  const { averageValue, profile } = plan.scenario.hpa.metric;
  const full = fullScale(profileOf(profile));
  const digits = full === 1 ? 2 : 0;
  const duty = [...state.duty.values()];
  const average = duty.length === 0 ? null : duty.reduce((sum, value) => sum + value, 0) / duty.length;
  const rate = state.recent.filter((at) => at > now - RATE_WINDOW_MS).length / (RATE_WINDOW_MS / 1000);
  const lines = [
    `${plan.scenario.name}   ${phase(state, now)}   ${elapsed(state, plan, now)}`,
    `load      ${rate.toFixed(1).padStart(6)} img/s   sent ${state.sent}   ok ${state.ok}   lost ${state.lost}`,
    `replicas  desired ${String(state.desired).padStart(2)}   ready ${String(state.ready).padStart(2)}   ${sparkline(state.history, Math.max(10, columns - 40), plan.scenario.hpa.maxReplicas)}`,
    `duty      average ${average === null ? ' –' : average.toFixed(digits).padStart(2)}   HPA sees ${state.metric === null ? '–' : state.metric.toFixed(digits)} of target ${averageValue}   ${state.others.map((one) => `${one}   `).join('')}${sparkline(duty, 40, full)}`,
    `          ${status}`,
  ];
  return lines.map((line) => line.slice(0, Math.max(20, columns - 1)));
}

function phase(state: RunState, now: Instant): string {
  if (state.loadStart === undefined || now < state.loadStart) return 'getting ready';
  return state.loadEnd === undefined ? `stage ${state.stage ?? '–'}` : 'cooling down';
}

function elapsed(state: RunState, plan: Plan, now: Instant): string {
  if (state.loadStart === undefined) return '';
  const whole = plan.loadMs + plan.settleMs;
  return `${formatDuration(Math.max(0, now - state.loadStart))} of at most ${formatDuration(whole)}`;
}
