// The frame: which device or fleet is shown, and test devices for an upstream that is slow, broken or does not know the device.
import { useState } from 'react';
import { DevicePage } from './device-page';
import { FleetPage } from './fleet-page';
import { windowAt } from './window';

/** Test devices of the emulator; before a real upstream they are unknown. */
const CASES = [
  ['990000000000212', 'Busy device'],
  ['990000000000400', 'Unknown device'],
  ['990000000000531', 'Slow upstream'],
  ['990000000000503', 'Broken upstream'],
] as const;

const FLEET = ['990000000000200', '990000000000208', '990000000000212', '990000000000404', '990000000000409'] as const;

export function Dashboard() {
  const [window] = useState(() => windowAt(Date.now()));
  const [imei, setImei] = useState<string | undefined>('990000000000212');
  return (
    <main>
      <h1>Sessions</h1>
      <nav aria-label="What is shown">
        <button type="button" aria-pressed={imei === undefined} onClick={() => setImei(undefined)}>
          Fleet
        </button>
        {CASES.map(([value, name]) => (
          <button key={value} type="button" aria-pressed={imei === value} onClick={() => setImei(value)}>
            {name}
          </button>
        ))}
        <ImeiForm onImei={setImei} />
      </nav>
      {imei === undefined ? (
        <FleetPage imeis={FLEET} window={window} onOpen={setImei} />
      ) : (
        <DevicePage key={imei} imei={imei} window={window} />
      )}
    </main>
  );
}

function ImeiForm({ onImei }: { readonly onImei: (imei: string) => void }) {
  const [text, setText] = useState('');
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        onImei(text);
      }}
    >
      <label>
        IMEI{' '}
        <input
          value={text}
          onChange={(event) => setText(event.target.value)}
          pattern="[0-9]{15}"
          inputMode="numeric"
          title="15 digits"
          required
        />
      </label>
      <button type="submit">Show</button>
    </form>
  );
}
