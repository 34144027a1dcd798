// Query.device, the Device type and its sessions field.
import 'reflect-metadata';
import type { GraphQLResolveInfo } from 'graphql';
import {
  Arg,
  Args,
  Ctx,
  Directive,
  Field,
  FieldResolver,
  ID,
  Info,
  ObjectType,
  Query,
  Resolver,
  Root,
} from 'type-graphql';
import { accountFor } from '../../auth/caller.js';
import { badInput } from '../../errors.js';
import { type AccountNumber, type DeviceKey, deviceId, type Imei, readImei } from '../../sessions/device.js';
import { loadCompared } from '../compared-windows.js';
import type { OperationContext } from '../context.js';
import { readPage, readWindow, SessionsArguments } from './arguments.js';
import { DeviceSessionConnection, selectFrom } from './connection.js';
import { ImeiScalar } from './scalars.js';

@Directive('@key(fields: "accountNumber imei")')
@Directive('@key(fields: "imei")')
@ObjectType({
  simpleResolvers: true,
  description:
    'A device within an account: a handle, which costs no upstream call by itself. An unknown device shows only when its sessions are asked for.',
})
export class Device {
  constructor(readonly key: DeviceKey) {}

  @Field(() => ID, {
    description:
      'Opaque, the same for the same account and IMEI at any time and on any replica, and unlike the id of every other object: a key for caches.',
  })
  get id(): string {
    return Buffer.from(deviceId(this.key)).toString('base64url');
  }

  @Field(() => String, { description: 'The upstream account, from the argument or the key, else the configured one.' })
  get accountNumber(): AccountNumber {
    return this.key.accountNumber;
  }

  @Field(() => ImeiScalar, { description: 'The number of the device.' })
  get imei(): Imei {
    return this.key.imei;
  }
}

@Resolver(() => Device)
export class DeviceResolver {
  @Query(() => Device, { nullable: true, description: 'One device. It costs no upstream call by itself.' })
  device(
    @Ctx() context: OperationContext,
    @Arg('imei', () => ImeiScalar, { description: 'The number of the device, 15 digits.' }) imei: string,
    @Arg('accountNumber', () => String, {
      nullable: true,
      description: 'The upstream account. Omitted: the configured one.',
    })
    accountNumber?: string | null,
  ): Device {
    return toDevice({ imei, accountNumber }, context);
  }

  @FieldResolver(() => DeviceSessionConnection, {
    nullable: true,
    description:
      'The sessions that start within the window from start to end, end not included, in UTC. All windows of one device in one operation cost one upstream call at most.',
  })
  async sessions(
    @Root() { key }: Device,
    @Args(() => SessionsArguments) args: SessionsArguments,
    @Ctx() { now, maxPageSize, load }: OperationContext,
    @Info() info: GraphQLResolveInfo,
  ): Promise<DeviceSessionConnection> {
    const range = readWindow(args, now);
    const query = readPage(args, maxPageSize);
    const answer = await loadCompared({ device: key, range }, () => info.fieldNodes, info, load);
    return new DeviceSessionConnection(
      selectFrom({ device: key, range, durations: args.durationRange, query }, answer),
    );
  }
}

/** A device from outside: an argument, or the key that another subgraph sends. Throws BAD_USER_INPUT and FORBIDDEN. It asks nobody. */
export function toDevice(
  reference: { imei?: unknown; accountNumber?: unknown },
  { caller, accountNumber }: Pick<OperationContext, 'caller' | 'accountNumber'>,
): Device {
  const imei = typeof reference.imei === 'string' ? readImei(reference.imei) : undefined;
  if (imei === undefined)
    throw badInput({ path: 'imei', reason: `got ${JSON.stringify(reference.imei)}, wanted an IMEI of 15 digits` });
  return new Device({ imei, accountNumber: accountFor(reference.accountNumber, caller, accountNumber) });
}
