import { actionsSide } from "./actions.ts";
import { conversationSide } from "./repository-conversation.ts";
import { gitSide } from "./repository-git.ts";
import type { RepositoryHandle } from "./repository-types.ts";
import { workflowEvents } from "./workflow-events.ts";
import type { Repository, World } from "./world.ts";

export function repositoryHandle(world: World, repository: Repository): RepositoryHandle {
  return {
    owner: repository.owner,
    name: repository.name,
    nameWithOwner: repository.nameWithOwner,
    id: repository.databaseId,
    nodeId: repository.nodeId,
    defaultBranch: repository.defaultBranch,
    events: workflowEvents(world, repository),
    ...gitSide(world, repository),
    ...conversationSide(world, repository),
    ...actionsSide(repository),
  };
}
