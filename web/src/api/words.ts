/** What the API says in terms of its routes, in terms of this page; by the problem's code. */
export const words: Readonly<Record<string, string>> = {
  'last-owner':
    'An organization always has an owner, and this is its last one. Hand the organization over, or make another member an owner, first.',
  'already-invited': 'There is an open invitation for this address. Make a new link for it in the list of invitations.',
  'already-a-member': 'You belong to this organization already.',
  'invited-is-a-member':
    'Whoever has this address belongs to this organization already. Their role is changed in the list of members.',
  'member-not-found': 'They do not belong to this organization any more.',
  'role-not-found': 'There is no such role any more.',
  'key-not-found': 'There is no such key any more.',
  'not-a-member': 'You do not belong to this organization any more.',
};
