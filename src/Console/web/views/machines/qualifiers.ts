import { nameOf } from '../../api/arns.ts';
import { usePages } from '../../api/queries.ts';

export interface Qualifier {
  /** An alias's name or a version's number. */
  name: string;
  arn: string;
  kind: 'alias' | 'version';
  creationDate: number;
}

/** The aliases of a machine, and its newest versions. */
export function useQualifiers(stateMachineArn: string): { qualifiers: Qualifier[] | undefined; error: Error | null } {
  const aliases = usePages('ListStateMachineAliases', { stateMachineArn });
  const versions = usePages('ListStateMachineVersions', { stateMachineArn });
  const qualifiers = aliases.data && versions.data && [
    ...aliases.data.pages.flatMap((page) => page.stateMachineAliases)
      .map(({ stateMachineAliasArn: arn, creationDate }) => ({ name: nameOf(arn), arn, kind: 'alias' as const, creationDate })),
    ...versions.data.pages.flatMap((page) => page.stateMachineVersions)
      .map(({ stateMachineVersionArn: arn, creationDate }) => ({ name: nameOf(arn), arn, kind: 'version' as const, creationDate })),
  ];
  return { qualifiers, error: aliases.error ?? versions.error };
}
