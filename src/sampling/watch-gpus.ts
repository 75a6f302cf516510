import type { KubeObject, Node, Pod } from '../kube/objects.ts';
import type { Instant } from '../units/instant.ts';
import { makeChangeFilter } from './change-filter.ts';
import { follow, type RunningWatch, type WatchContext } from './follow.ts';
import { makeGpuCount } from './gpu-count.ts';

/** GPUs that nodes offer and that pods of anybody hold; told when both are known. */
export function watchGpus(context: WatchContext): readonly RunningWatch[] {
  const count = makeGpuCount();
  const isNews = makeChangeFilter();
  const waiting = new Set(['nodes', 'pods']);
  const tell = (at: Instant): void => {
    const observation = count.at(at);
    if (waiting.size === 0 && isNews(observation)) context.emit(observation);
  };
  const followAll = <T extends KubeObject>(
    what: 'nodes' | 'pods',
    see: (object: T) => void,
    forget: (object: T) => void,
  ): RunningWatch =>
    follow<T>(context, {
      source: 'nodes',
      thing: `${what} of the cluster`,
      path: `/api/v1/${what}`,
      onSync: (objects, at) => {
        objects.forEach(see);
        waiting.delete(what);
        tell(at);
      },
      onChange: ({ type, object, receivedAt }) => {
        if (type === 'DELETED') forget(object);
        else see(object);
        tell(receivedAt);
      },
    });
  return [
    followAll<Node>('nodes', count.seeNode, count.forgetNode),
    followAll<Pod>('pods', count.seePod, count.forgetPod),
  ];
}
