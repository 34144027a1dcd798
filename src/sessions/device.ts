// Branded identifiers of a device: IMEI and account number.

declare const brand: unique symbol;

/** 15 digits; the Luhn check digit is not enforced. */
export type Imei = string & { readonly [brand]: 'Imei' };

/** The upstream's account, leading zeros kept. */
export type AccountNumber = string & { readonly [brand]: 'AccountNumber' };

export interface DeviceKey {
  readonly accountNumber: AccountNumber;
  readonly imei: Imei;
}

export function readImei(text: string): Imei | undefined {
  return /^[0-9]{15}$/.test(text) ? (text as Imei) : undefined;
}

/** Verizon writes 0000123456-00001 and calls it "usually" numeric, so only what no account can be is turned away. */
export function readAccountNumber(text: string): AccountNumber | undefined {
  return /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/.test(text) ? (text as AccountNumber) : undefined;
}

/** One string a device. The IMEI has a fixed length, so no two devices can share one. */
export function deviceId({ accountNumber, imei }: DeviceKey): string {
  return `${imei}@${accountNumber}`;
}
