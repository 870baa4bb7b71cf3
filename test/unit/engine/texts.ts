/** Mild texts about gardens, and about nothing of the kind, for tests of what is learned. */
export const GARDEN = [
  'The roses need pruning before the first frost in the garden.',
  'We planted tomatoes and beans in the raised garden bed.',
  'My garden is full of weeds after the rain, the soil is heavy.',
  'Sow the seeds in spring and water the young plants daily.',
  'The gardener put compost around the apple tree and the roses.',
];
export const OTHER = [
  'The council discussed the new bus timetable on Monday.',
  'He fixed the printer driver and restarted the computer.',
  'The striker scored in the final minute of the match.',
  'Interest rates rose again, the bank said on Thursday.',
  'She read a novel about a lighthouse on the train.',
];
export const NEW_GARDEN = 'Plant the beans after the frost and water the soil in your garden.';
export const NEW_OTHER = 'The bank said that the computer system was restarted on Monday.';

export const uuid = (n: number) => `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`;
