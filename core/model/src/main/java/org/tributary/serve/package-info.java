/** A tagging service for concurrent callers: batching, deadlines and hot replacement. */
package org.tributary.serve;
