import { API_STORIES } from './apis';
import { CLIENT_STORIES } from './clients';
import { REQUEST_STORIES } from './requests';
import { RESPONSE_STORIES } from './responses';
import type { Story } from './story-of';

export type { Story };

export const STORIES: Story[] = [
  ...REQUEST_STORIES,
  ...CLIENT_STORIES,
  ...RESPONSE_STORIES,
  ...API_STORIES,
];
