// Composes persisted operations: their check at start, the look-up for requests, and how long answers may be kept.
import type { GraphQLSchema } from 'graphql';
import { inManifest } from '../config/persisted.js';
import type { Settings } from '../config/settings.js';
import { UnusableSettings } from '../config/unusable-settings.js';
import { unusableOperations } from '../graphql/persisted/check.js';
import { withoutPrefix } from '../graphql/persisted/manifest.js';
import type { PersistedRequestsOptions } from '../http/persisted-requests.js';

/** Throws UnusableSettings where an operation of the manifest could not be executed. */
export function openPersisted(settings: Settings, schema: GraphQLSchema): PersistedRequestsOptions {
  const { path = '', operations = [], only = false } = settings.persisted ?? {};
  const issues = unusableOperations(operations, schema, settings);
  if (issues.length > 0) throw new UnusableSettings(inManifest(path, issues));
  return { documents: new Map(operations.map(({ id, document }) => [withoutPrefix(id), document])), only };
}

/** As long as an unsettled day counts as fresh; where callers have accounts, by nobody but their own browser. */
export function cacheControlOf({ auth, history }: Settings): string {
  const seconds = Math.floor(history.openTtl / 1_000);
  return seconds === 0 ? 'no-store' : `${auth.kind === 'none' ? 'public' : 'private'}, max-age=${seconds}`;
}
