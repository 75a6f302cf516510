// The walls of the house: a room imports only from floors below its own, never sideways, by type or by value.
const FLOORS = [
  ['units', 'errors', 'metric'],
  ['scenario', 'sample', 'verdict', 'clock', 'host'],
  ['hpa', 'kube', 'prometheus', 'process', 'serving', 'plan'],
  ['lab', 'workload', 'load', 'reach', 'sampling', 'twin', 'record'],
  ['assertion', 'audit', 'diagnosis', 'quality'],
  ['report', 'doctor', 'target'],
  ['live'],
  ['run'],
  ['selftest'],
  ['cli'],
];

const WHY = {
  report: 'A report renders a record. If it needs something else, the record lacks a field.',
  assertion: 'An assertion reads a timeline and a plan. If it needs to ask the target, a sample is missing.',
  target: 'A target runs a plan and emits observations; it does not judge, report or talk to people.',
  cli: 'Only cli/ knows about argv, exit codes and the terminal; nothing imports it.',
  units: 'units/ is the ground floor: it knows nothing of the product.',
  metric: 'metric/ is what the world outside prints; everybody may read it, it reads nobody.',
};

const PURE = [
  'hpa',
  'plan',
  'assertion',
  'audit',
  'diagnosis',
  'quality',
  'twin',
  'report',
  'record',
  'sample',
  'verdict',
  'scenario',
  'units',
  'errors',
  'metric',
];

const walls = FLOORS.flatMap((rooms, floor) =>
  rooms.map((room) => ({
    name: `${room}-imports-downwards`,
    severity: 'error',
    comment:
      WHY[room] ?? `src/${room}/ stands on floor ${floor} and may import only from the floors below it.`,
    from: { path: `^src/${room}/`, pathNot: '\\.(test|fixture)\\.ts$' },
    to: { path: '^src/', pathNot: `^src/(${[room, ...FLOORS.slice(0, floor).flat()].join('|')})/` },
  })),
);

/** Packages that have one door each. */
const DOORS = [
  ['@kubernetes/client-node', 'kube'],
  ['prometheus-query', 'prometheus'],
  ['pbf', 'prometheus'],
  ['snappyjs', 'prometheus'],
  ['zod', 'scenario|record'],
  ['yaml', 'scenario|kube|lab|workload|prometheus'],
  ['yargs', 'cli'],
  ['execa', 'process'],
  ['onnxruntime-node', 'serving'],
  ['sharp', 'serving|load|run'],
];

const doors = DOORS.map(([name, rooms]) => ({
  name: `${name.replace(/\W+/g, '-')}-has-one-door`,
  severity: 'error',
  comment: `Only src/(${rooms})/ may import ${name}, so that the rest does not depend on its shape.`,
  from: { path: '^src/', pathNot: [`^src/(${rooms})/`, '\\.(test|fixture)\\.ts$'] },
  to: { path: `^node_modules/${name}/` },
}));

export default {
  forbidden: [
    ...walls,
    ...doors,
    {
      name: 'pure-rooms-touch-no-machine',
      severity: 'error',
      comment: 'These rooms are pure functions: the same record must give the same bytes on every machine.',
      from: { path: `^src/(${PURE.join('|')})/`, pathNot: '\\.test\\.ts$' },
      to: { dependencyTypes: ['core'], pathNot: '^(node:)?(crypto|path)$' },
    },
    {
      name: 'one-door-to-the-files',
      severity: 'error',
      comment:
        'Files and child processes are reached through host/ and process/; the lab and the serving process stand beside them.',
      from: {
        path: '^src/',
        pathNot: ['^src/(host|process|lab|serving)/', '\\.(test|fixture)\\.ts$', '\\.mjs$'],
      },
      to: { dependencyTypes: ['core'], path: '^(node:)?(fs|fs/promises|child_process)$' },
    },
    {
      name: 'no-circles',
      severity: 'error',
      comment: 'Two files that need each other are one idea, or a third one is missing.',
      from: { path: '^src/', pathNot: '/generated/' },
      to: { circular: true },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'types', 'node'] },
  },
};
