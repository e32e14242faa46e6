import { describe, expect, it } from '@jest/globals';
import { findOwnContainer } from '../../../../layers/sentry/src/own-container.ts';

const id = '142b61fa198a5851546c496104da372bb34ad7bde1822d255681670fcfcf2e9a';

const files =
  (contents: Record<string, string>) =>
  async (path: string): Promise<string> => {
    const text = contents[path];
    if (text === undefined) throw new Error('ENOENT');
    return text;
  };

describe('its own container', () => {
  it.each([
    ['mountinfo', `92 74 254:0 /var/lib/docker/containers/${id}/hostname /etc/hostname rw - ext4 /dev/vda rw\n`],
    ['mountinfo', `91 74 254:0 /data/containers/${id}/resolv.conf /etc/resolv.conf rw - ext4 /dev/vda rw\n`],
    ['cgroup', `9:name=systemd:/docker/${id}\n8:pids:/docker/${id}\n`],
    ['cgroup', `0::/system.slice/docker-${id}.scope\n`],
    ['cgroup', `8:pids:/ecs/0123456789abcdef/${id}\n`],
  ])('is told by %s', async (name, text) => {
    expect(await findOwnContainer(files({ [`/proc/self/${name}`]: text }))).toBe(id);
  });

  it('is none on a host, whose files name other containers', async () => {
    const mounts = `30 1 0:40 / /var/lib/docker/containers/${id}/mounts/shm rw - tmpfs shm rw\n`;
    expect(
      await findOwnContainer(
        files({ '/proc/self/mountinfo': mounts, '/proc/self/cgroup': '0::/system.slice/x.service\n' }),
      ),
    ).toBeUndefined();
  });

  it('is none where /proc does not tell', async () => {
    expect(await findOwnContainer(files({}))).toBeUndefined();
  });
});
