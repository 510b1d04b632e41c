package org.tributary.tribuo.data;

import java.time.OffsetDateTime;

/**
 * What tells one state of a file from another.
 *
 * @param modified when the file was last changed
 * @param size its size in bytes
 * @param sha256 the SHA-256 of its bytes, in hexadecimal capitals as OLCUT writes it
 */
record FileFingerprint(OffsetDateTime modified, long size, String sha256) {}
