import { Pool } from 'undici';

export interface RawResponse {
  status: number;
  location: string | null;
  headers: Record<string, string | string[] | undefined>;
  text: string;
}

export interface RawRequest {
  method: string;
  /** Sent as it is, however odd. */
  path: string;
  headers?: Record<string, string>;
  body?: string;
}

/** Requests as an attacker writes them: nothing normalizes them. */
export class RawHttp {
  readonly #pool: Pool;

  constructor(origin: string) {
    this.#pool = new Pool(origin, { connections: 8 });
  }

  async send({ method, path, headers = {}, body }: RawRequest): Promise<RawResponse> {
    const answer = await this.#pool.request({
      method: method as 'GET',
      path,
      headers,
      body: body ?? null,
    });
    const location = answer.headers.location;
    return {
      status: answer.statusCode,
      location: typeof location === 'string' ? location : null,
      headers: answer.headers,
      text: await answer.body.text(),
    };
  }

  close(): Promise<void> {
    return this.#pool.close();
  }
}
