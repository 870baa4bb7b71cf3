/**
 * Which of goemotions' 28 emotions go together. Nearest in Demszky et al. 2020 (their clusters of correlated
 * labels), and few enough to be told apart in a sentence or two.
 */
export const EMOTIONS = ['neutral', 'joy', 'love', 'anger', 'sadness', 'fear', 'surprise'] as const;
export type Emotion = (typeof EMOTIONS)[number];

const GROUPS: Record<Emotion, readonly string[]> = {
  neutral: ['neutral', 'approval', 'realization'],
  joy: ['joy', 'amusement', 'excitement', 'optimism', 'pride', 'relief'],
  love: ['love', 'caring', 'admiration', 'gratitude', 'desire'],
  anger: ['anger', 'annoyance', 'disapproval', 'disgust'],
  sadness: ['sadness', 'grief', 'disappointment', 'remorse', 'embarrassment'],
  fear: ['fear', 'nervousness'],
  surprise: ['surprise', 'confusion', 'curiosity'],
};

/** goemotions' label → ours. */
export const EMOTION_OF: Record<string, Emotion> = Object.fromEntries(
  EMOTIONS.flatMap((emotion) => GROUPS[emotion].map((label) => [label, emotion])),
);
