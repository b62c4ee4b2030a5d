/** Strapi's names for refused requests, with their status. */
const STATUS = {
  ValidationError: 400,
  ForbiddenError: 403,
  NotFoundError: 404,
  ConflictError: 409,
  RateLimitError: 429,
} as const;

/**
 * A refused request. `middlewares/error-responses.ts` turns it into a response in Strapi's format.
 * Strapi recognizes its own errors by their class, so errors of a second copy of `@strapi/utils`
 * would become a 500. The package manager decides which copy a plugin gets.
 */
export class RequestError extends Error {
  override readonly name: keyof typeof STATUS;
  readonly status: number;
  readonly details: object;

  constructor(name: keyof typeof STATUS, message: string, details: object = {}) {
    super(message);
    this.name = name;
    this.status = STATUS[name];
    this.details = details;
  }
}
