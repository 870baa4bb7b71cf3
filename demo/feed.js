/*
 * Keeps adding posts to the feed, newest first, about two a second, and takes the oldest away, so
 * that the page stays bounded however long it is open. It stops after an hour. The posts are put
 * together from the parts below in a fixed order: every visit shows the same feed.
 */
const EVERY_MS = 500;
const KEPT = 60;
const ENOUGH = 7200;

const people = ['Agda', 'Bo', 'Cilla', 'Dag', 'Elna', 'Folke', 'Gun', 'Helmer', 'Inga', 'Joar', 'Kaj'];
const places = [
  'by the fountain',
  'at the cheese stall',
  'near the clock',
  'behind the stage',
  'at gate two',
];
const things = ['apple cider', 'wool socks', 'goat cheese', 'garden chairs', 'honey', 'old radios', 'bread'];
const patterns = [
  (thing, place) => `They have just put out fresh ${thing} ${place}.`,
  (thing, place) => `Does anyone know what the ${thing} costs ${place}?`,
  (thing) => `The ${thing} is excellent this year, I love it!`,
  (thing, place) => `Could somebody please keep some ${thing} for me ${place}? I am ten minutes away.`,
  (thing, place) => `I queued half an hour for ${thing} ${place} and then they were sold out. Very annoying.`,
  (thing) => `Thank you to the kind man who carried my ${thing} to the car!`,
  (_thing, place) => `The brass band starts again ${place} at three.`,
  (thing) => `Big sale today! Buy our ${thing}, two for one, only at our shop!`,
  (thing, place) => `A brown dog is waiting ${place}, it has a red collar and likes ${thing}.`,
  () => 'You have won a free cruise! Click http://cruise-winner.example now to claim your prize!!!',
  (_thing, place) => `It is getting crowded ${place}, better come by the side street.`,
  () => 'What a silly fool, get lost, you clown. Nobody wants to read this.',
  (thing, place) => `How long is the wait for ${thing} ${place}?`,
];

const feed = document.querySelector('#feed');
const pause = document.querySelector('#pause');
let count = 0;

function post() {
  const who = people[count % people.length];
  const pattern = patterns[count % patterns.length];
  const text = pattern(things[(count * 3) % things.length], places[(count * 2) % places.length]);
  count++;

  const article = document.createElement('article');
  article.className = 'card post';
  const avatar = document.createElement('div');
  avatar.className = 'avatar';
  avatar.setAttribute('aria-hidden', 'true');
  avatar.textContent = who[0];
  const body = document.createElement('div');
  const head = document.createElement('div');
  head.className = 'who';
  head.textContent = who;
  const words = document.createElement('div');
  words.className = 'text';
  words.append(text);
  body.append(head, words);
  article.append(avatar, body);
  return article;
}

function add() {
  if (pause.getAttribute('aria-pressed') === 'true') return;
  feed.prepend(post());
  while (feed.children.length > KEPT) feed.lastElementChild.remove();
  if (count >= ENOUGH) clearInterval(timer);
}

pause.addEventListener('click', () => {
  pause.setAttribute('aria-pressed', String(pause.getAttribute('aria-pressed') !== 'true'));
});
for (let first = 0; first < 6; first++) add();
const timer = setInterval(add, EVERY_MS);
