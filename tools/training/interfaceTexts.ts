/**
 * Words of interfaces and footers, as they stand on any site, written for this project: short pieces that
 * invite to share, subscribe, sign in or read on. No public set has them, every page does, and without them
 * the heads take "Share on …" for spam. Every fourth is held back for the thresholds.
 */
const SITES = [
  'Facebook',
  'Twitter',
  'X',
  'LinkedIn',
  'Reddit',
  'WhatsApp',
  'Pinterest',
  'Instagram',
  'YouTube',
  'Mastodon',
];

const PHRASES = `Share this article|Share this page|Share via email|Share this story|Share with friends|Email this article|Print this page|Copy link|Copy the link to this page|Save for later|Add to favourites|Bookmark this page
Subscribe|Subscribe now|Subscribe to our newsletter|Subscribe to the newsletter|Subscribe to our podcast|Subscribe to our channel|Subscribe by email|Subscribe via RSS|Manage your subscription|Already a subscriber? Sign in|Get our daily newsletter|Sign up for our newsletter|Sign up for the morning briefing|Get the latest news in your inbox|Newsletter sign-up|Unsubscribe at any time|Become a member|Support our work|Support independent journalism|Make a donation|Donate|Contribute|Buy a subscription|Gift subscriptions|Start your free trial|Try it free for 30 days|Free for personal use|Download the app|Get the app|Available on the App Store|Get it on Google Play|On your phone|Mobile apps|Desktop site|View on mobile
Sign in|Sign up|Log in|Log out|Log in to comment|Sign in to your account|Create an account|Create a free account|Register|Forgot your password?|Reset your password|Remember me|My account|Your profile|Edit profile|Account settings|Notification settings|Change language|Choose your country
Read more|Read the full story|Continue reading|Learn more|Find out more|See more|See all|Show more|Show less|View all comments|Load more comments|Show 12 more replies|Click here for more information|Click to enlarge|Click here to view the full list|Tap to unmute|Watch the video|Watch live|Listen to this article|Play video|Next page|Previous page|Back to top|Skip to main content|Jump to navigation|Table of contents|Related articles|Most popular|Most read|Trending now|Recommended for you|You may also like|More from this author|Editor's picks|Latest news|Breaking news|Top stories|Today's headlines
Comments|Leave a comment|Leave a reply|Post a comment|Write a review|Report this comment|Reply|Like|Follow|Follow us|Following|Unfollow|Quote|Edit|Delete|Cancel|Submit|Send|Save changes|Apply filters|Clear all|Sort by newest|Sort by price|Add to cart|Add to basket|View basket|Checkout|Buy now|In stock|Out of stock|Free delivery on orders over £30|Free shipping|Delivery and returns|Customer reviews|Customer service|Track your order|Gift cards|Special offers|Store locator|Compare prices
Search|Search this site|Advanced search|Filter results|No results found|Home|Home page|Menu|Close menu|About us|Contact us|Contact|Careers|Jobs|Press|Press releases|Advertise with us|Advertisement|Sponsored|Sponsored content|Help|Help centre|Support|Frequently asked questions|Site map|Feedback|Send feedback|Accessibility|Accessibility statement
Privacy policy|Privacy notice|Terms of use|Terms and conditions|Terms of service|Cookie policy|Cookie settings|Accept all cookies|Reject all|Manage preferences|We use cookies to improve your experience. By continuing to use this site you agree to our use of cookies.|We and our partners store and access information on a device, such as cookies.|Do not sell my personal information|All rights reserved.|Copyright 2015 The Publishing Company. All rights reserved.|Registered in England and Wales. Registered office: 12 High Street, London.|This site is protected by copyright law.|Published by the editors|Written by our staff|Updated 3 hours ago|Posted on 12 March 2016 at 10:30|Last modified on Tuesday|5 minutes read|3 comments|1,204 views|27 shares|Page 2 of 10|Open in a new window|External link|Download PDF|Download (2.4 MB)|View source|Edit this page on the wiki|Cite this page|Retrieved 3 May 2014|Archived from the original on 4 June 2012|Photograph: the agency|Image credit: the museum|Source: national statistics office|Member of the press council|Powered by open source software|Powered by WordPress|Report a problem with this page|Was this page helpful?|Thank you for your feedback|Rate this article|Vote|Poll results|Weather|Horoscope|Crossword|Sport|Business|Politics|Culture|Opinion|Technology|Science|Health|Travel|Education|Property|Classifieds|Obituaries|Events|Archive|Gallery|Videos|Podcasts|Shop|Games`;

const ALL = [
  ...SITES.flatMap((site) => [
    `Share on ${site}`,
    `Share to ${site}`,
    `Follow us on ${site}`,
    `Find us on ${site}`,
    `Like us on ${site}`,
    `View on ${site}`,
    `Log in with ${site}`,
    `${site}`,
  ]),
  ...PHRASES.split(/[|\n]/),
];

export const interfaceTexts = {
  train: ALL.filter((_, i) => i % 4 !== 3),
  valid: ALL.filter((_, i) => i % 4 === 3),
};
