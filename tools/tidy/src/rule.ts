/** What a house rule is: a check over the repository, with a sample that it must find fault with and one that it must not. */
import { type Repository } from './repository.js';

export interface Rule {
  /** The rule as a sentence. */
  readonly says: string;
  /** One line for each offence: where it is, what is wrong, what to do. */
  readonly check: (repository: Repository) => readonly string[];
  /** Files, path to text, with offences in them. */
  readonly offends: Readonly<Record<string, string>>;
  /** How many offences there are in `offends`. */
  readonly finds: number;
  /** Files that look alike, without an offence. */
  readonly complies: Readonly<Record<string, string>>;
}
