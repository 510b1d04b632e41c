/** Threads of a process: a pool of workers for independent tasks, and how many there are. */
package org.tributary.concurrent;
