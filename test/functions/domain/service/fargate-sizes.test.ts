import { describe, expect, it } from '@jest/globals';
import { cpuUnits, fargateSizeProblem, memoryMib } from '../../../../functions/domain/service/fargate-sizes.ts';

describe('cpuUnits', () => {
  it.each<[string | number, number | undefined]>([
    [256, 256],
    ['256', 256],
    ['0.25 vCPU', 256],
    ['.5vcpu', 512],
    ['16 VCPU', 16_384],
    ['0.3 vCPU', undefined],
    ['256 vCPUs', undefined],
    [0, undefined],
    ['', undefined],
  ])('reads %j as %j', (written, units) => {
    expect(cpuUnits(written)).toBe(units);
  });
});

describe('memoryMib', () => {
  it.each<[string | number, number | undefined]>([
    [512, 512],
    ['512', 512],
    ['512mb', 512],
    ['512 MB', 512],
    ['4gb', 4_096],
    ['4GB', 4_096],
    ['4 Gb', 4_096],
    ['1.5gb', 1_536],
    ['1 TB', undefined],
    ['-1', undefined],
  ])('reads %j as %j', (written, mib) => {
    expect(memoryMib(written)).toBe(mib);
  });
});

describe('fargateSizeProblem', () => {
  it.each([
    [256, 512],
    [256, 2_048],
    [512, 4_096],
    [1_024, 8_192],
    [2_048, 16_384],
    [4_096, 30_720],
    [8_192, 16_384],
    [8_192, 61_440],
    [16_384, 122_880],
  ])('accepts %d CPU units with %d MiB', (cpu, memory) => {
    expect(fargateSizeProblem(cpu, memory)).toBeUndefined();
  });

  it.each([
    [256, 4_096, 'memory', 'with 256 CPU units Fargate offers 512, 1024, 2048 MiB'],
    [4_096, 31_744, 'memory', 'with 4096 CPU units Fargate offers 8192 to 30720 in steps of 1024 MiB'],
    [8_192, 17_408, 'memory', 'with 8192 CPU units Fargate offers 16384 to 61440 in steps of 4096 MiB'],
    [300, 512, 'cpu', 'Fargate offers 256, 512, 1024, 2048, 4096, 8192, 16384 CPU units'],
  ])('refuses %d CPU units with %d MiB', (cpu, memory, field, message) => {
    expect(fargateSizeProblem(cpu, memory)).toEqual({ field, message });
  });
});
