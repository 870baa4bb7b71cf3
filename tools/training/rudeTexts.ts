/**
 * Rude sentences in mild words, at somebody or about people, and kind and plain ones of the same shape: texts of
 * ours, put together with seeded chance. The public sets are coarse; taught by them alone, the head passed over
 * "your whole family is trash". What is only told of or quoted stands in `writtenTexts.ts`. The stress sets were
 * written before these and share no sentence with them.
 */
import { Random } from '../../src/elm/random.ts';
import { fillTemplates, split } from './templates.ts';

const SEED = 41;

const WORDS: Record<string, string[]> = {
  noun: split(
    'idiot|moron|fool|loser|clown|pig|rat|creep|coward|liar|jerk|crybaby|parasite|slob|witch|snake|cow|imbecile|dimwit|brat|weasel|worm|hypocrite|bully|thug|pest|pervert|maggot|dunce|leech|toad|halfwit',
  ),
  adj: split(
    'stupid|pathetic|ugly|filthy|disgusting|lazy|worthless|brainless|miserable|dumb|fat|nasty|spineless|rotten|useless|vile|ignorant|lying|smelly|spoilt|arrogant|cowardly',
  ),
  mass: split(
    'scum|trash|garbage|vermin|filth|a disgrace|a joke|a waste of space|an embarrassment|rubbish|dirt|a plague|a pack of animals',
  ),
  them: split(
    'those people|people like you|everybody who lives there|these fans|your kind|the lot of you|that whole family|whoever voted for this|you and your friends|all of them|their parents|your followers',
  ),
  your: split('mother|brother|face|brain|voice|opinion|haircut|wife|dog|video|friends|team|life|parents'),
  harm: split(
    'fall into a ditch|choke on it|lose everything you have|rot in there|never wake up|get what is coming to you|get run over|break your neck|drown|burn with it',
  ),
  leave: split(
    'get lost|go away|shut up|shut your mouth|drop dead|get out of here|go back to your cave|leave and never come back|crawl back under your rock',
  ),
  doing: split(
    'read this|watch you|hear you talk|look at you|see your face|be near you|know you|work with you',
  ),
  // kind and plain
  nice: split(
    'star|genius|legend|friend|good sport|true artist|hero|great cook|lucky man|kind soul|wonderful teacher|quick learner|fine singer',
  ),
  good: split('kind|clever|patient|funny|brave|generous|lovely|honest|gifted|cheerful'),
  well: split(
    'feel better soon|find your keys|win on Saturday|have a lovely trip|sleep well|get the job|catch the train|enjoy the cake|meet again|pass your exam',
  ),
  thing: split(
    'rain|broccoli|long queues|this font|the new logo|cold coffee|Mondays|wet socks|waiting|traffic',
  ),
  bin: split('trash|garbage|rubbish|old paper|dirt|junk'),
  pet: split('pig|rat|snake|cow|toad|worm|dog|goat|donkey|weasel'),
};

const RUDE = [
  'You {adj} {noun}',
  'You are a {adj} {noun}.',
  'you {adj} {adj} {noun}, {leave}',
  '{leave}, you {noun}',
  '{leave} you {adj} {noun}!!',
  'What a {adj} {noun} you are.',
  'Listen, {noun}, nobody asked for your view.',
  'Nobody likes you, {noun}.',
  'Nobody wants to {doing}, you {adj} {noun}.',
  'It makes me sick to {doing}.',
  'I can’t stand to {doing}, {noun}.',
  'He is a {adj} {noun} and always will be.',
  'She is nothing but a {adj} {noun}.',
  'Only a {adj} {noun} can say such a thing.',
  'Are you really so {adj}, or do you just play the {noun}?',
  'Stop crying, you {adj} {noun}.',
  'Learn to spell, {noun}.',
  'Your {your} is {mass}.',
  'Your {your} is as {adj} as you are.',
  'Your {your} must be ashamed of you, {noun}.',
  'You are {mass}.',
  'You are {mass} and so is your {your}.',
  '{them} are {mass}.',
  '{them} are nothing but {mass}, get rid of them.',
  '{them} are all {adj} {noun}s.',
  'Throw out {them}, they are {mass}.',
  'I hate {them}, {adj} {noun}s.',
  'I hope you {harm}.',
  'I hope you {harm}, you {adj} {noun}.',
  'You deserve to {harm}, {noun}.',
  'May {them} {harm}.',
  'The world would be better without you, {noun}.',
  'lol what a {noun}, {leave}',
  'You sound like a {adj} {noun}.',
  'Only a mother could love such a {adj} {noun}.',
  'How can one be so {adj}, you {noun}?',
];

const PLAIN = [
  'You are a {nice}.',
  'You are a {good} {nice}.',
  'What a {nice} you are.',
  'You {good} {nice}, thank you so much!',
  'Nobody likes {thing}.',
  'I hate {thing}.',
  'I can’t stand {thing}.',
  'Nobody asked me, but I like {thing}.',
  'I hope you {well}.',
  'You deserve to {well}.',
  'I hope that we all {well}.',
  'Your mother is a {good} woman.',
  'Your brother is as {good} as you are.',
  'Your voice is so {good}.',
  'Your parents must be proud of you, you {nice}.',
  'He is a {good} man and always will be.',
  'She is nothing if not {good}.',
  'Only a {nice} can do such a thing.',
  'Stop crying, {nice}, all will be well.',
  'Those people are {good}.',
  'People like you make the day better.',
  'Everybody who lives there is {good}.',
  'These fans are {good}, they sang all night.',
  'Take the {bin} out, please.',
  'The {bin} is taken away on Fridays.',
  'Where does all the {bin} go?',
  'Our {pet} is called Oscar.',
  'The {pet} ran across the road.',
  'A {pet} lives under the shed.',
  'My daughter wants a {pet}.',
  'How can one be so {good}?',
  'The world would be poorer without you.',
  'Shut the door, please, it is cold.',
  'Get out of the wind and sit with us.',
  'Go away for a week and rest.',
  'It makes me happy to see you.',
  'It makes me sad to read this.',
  'I was so lazy today and only read.',
  'The movie was a joke, but we laughed.',
  'The queue was a disgrace, we stood for two hours.',
  'Heat and drought are a plague this year.',
];

const random = new Random(SEED);
export const rudeTexts: string[] = fillTemplates(RUDE, WORDS, 14, random);
export const politeTexts: string[] = fillTemplates(PLAIN, WORDS, 9, random);
