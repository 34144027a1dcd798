// Says how old the data is, and marks it where the upstream failed and older data was served.
import { instant } from './format';

export function Freshness({ asOf, stale }: { readonly asOf: string; readonly stale: boolean }) {
  return (
    <p className={stale ? 'freshness stale' : 'freshness'} role="status">
      {stale ? `Stale: the upstream fails, and this is what was known at ${instant(asOf)}.` : `As of ${instant(asOf)}.`}
    </p>
  );
}
