import type { KeyValue, ProviderPreset } from '../contracts';
import { adobe } from './adobe';
import { airtable } from './airtable';
import { amazon } from './amazon';
import { asana } from './asana';
import { atlassian } from './atlassian';
import { auth0 } from './auth0';
import { authentik } from './authentik';
import { basecamp } from './basecamp';
import { bitbucket } from './bitbucket';
import { box } from './box';
import { brevo } from './brevo';
import { calendly } from './calendly';
import { canva } from './canva';
import { clickup } from './clickup';
import { constantContact } from './constant-contact';
import { contentful } from './contentful';
import { custom } from './custom';
import { digitalocean } from './digitalocean';
import { discord } from './discord';
import { docusign } from './docusign';
import { dropbox } from './dropbox';
import { entraExternalId } from './entra-external-id';
import { etsy } from './etsy';
import { eventbrite } from './eventbrite';
import { facebook } from './facebook';
import { figma } from './figma';
import { freshbooks } from './freshbooks';
import { freshworks } from './freshworks';
import { front } from './front';
import { github } from './github';
import { githubApp } from './github-app';
import { gitlab } from './gitlab';
import { google } from './google';
import { gusto } from './gusto';
import { harvest } from './harvest';
import { helpScout } from './help-scout';
import { heroku } from './heroku';
import { hubspot } from './hubspot';
import { instagram } from './instagram';
import { intercom } from './intercom';
import { kakao } from './kakao';
import { keycloak } from './keycloak';
import { klaviyo } from './klaviyo';
import { line } from './line';
import { linear } from './linear';
import { linkedin } from './linkedin';
import { mailchimp } from './mailchimp';
import { mastodon } from './mastodon';
import { microsoft } from './microsoft';
import { miro } from './miro';
import { monday } from './monday';
import { naver } from './naver';
import { netlify } from './netlify';
import { nextcloud } from './nextcloud';
import { notion } from './notion';
import { okta } from './okta';
import { pagerduty } from './pagerduty';
import { patreon } from './patreon';
import { paypal } from './paypal';
import { pinterest } from './pinterest';
import { pipedrive } from './pipedrive';
import { quickbooks } from './quickbooks';
import { reddit } from './reddit';
import { sage } from './sage';
import { salesforce } from './salesforce';
import { sentry } from './sentry';
import { shopify } from './shopify';
import { slack } from './slack';
import { slackUser } from './slack-user';
import { smartsheet } from './smartsheet';
import { snapchat } from './snapchat';
import { soundcloud } from './soundcloud';
import { spotify } from './spotify';
import { square } from './square';
import { strava } from './strava';
import { stripe } from './stripe';
import { surveymonkey } from './surveymonkey';
import { threads } from './threads';
import { tiktok } from './tiktok';
import { todoist } from './todoist';
import { twitch } from './twitch';
import { typeform } from './typeform';
import { vercel } from './vercel';
import { vimeo } from './vimeo';
import { webex } from './webex';
import { webflow } from './webflow';
import { wordpressCom } from './wordpress-com';
import { wrike } from './wrike';
import { x } from './x';
import { xero } from './xero';
import { yahoo } from './yahoo';
import { yandex } from './yandex';
import { zendesk } from './zendesk';
import { zoho } from './zoho';
import { zoom } from './zoom';

/** Presets for well-known providers. A new one needs one file here and one line in this list. */
export const providerPresets: ProviderPreset[] = [
  custom,
  adobe,
  airtable,
  amazon,
  asana,
  atlassian,
  auth0,
  authentik,
  basecamp,
  bitbucket,
  box,
  brevo,
  calendly,
  canva,
  clickup,
  constantContact,
  contentful,
  digitalocean,
  discord,
  docusign,
  dropbox,
  entraExternalId,
  etsy,
  eventbrite,
  facebook,
  figma,
  freshbooks,
  freshworks,
  front,
  github,
  githubApp,
  gitlab,
  google,
  gusto,
  harvest,
  helpScout,
  heroku,
  hubspot,
  instagram,
  intercom,
  kakao,
  keycloak,
  klaviyo,
  line,
  linear,
  linkedin,
  mailchimp,
  mastodon,
  microsoft,
  miro,
  monday,
  naver,
  netlify,
  nextcloud,
  notion,
  okta,
  pagerduty,
  patreon,
  paypal,
  pinterest,
  pipedrive,
  quickbooks,
  reddit,
  sage,
  salesforce,
  sentry,
  shopify,
  slack,
  slackUser,
  smartsheet,
  snapchat,
  soundcloud,
  spotify,
  square,
  strava,
  stripe,
  surveymonkey,
  threads,
  tiktok,
  todoist,
  twitch,
  typeform,
  vercel,
  vimeo,
  webex,
  webflow,
  wordpressCom,
  wrike,
  x,
  xero,
  yahoo,
  yandex,
  zendesk,
  zoho,
  zoom,
];

/** By preset id; empty for an unknown id. */
export const endedGrantWordsOf = (id: string): KeyValue[] =>
  providerPresets.find((preset) => preset.id === id)?.protocol.endedGrantWords ?? [];
