package org.tributary.internal.text;

import java.time.OffsetDateTime;

/**
 * A file's modification time, size and hash, which identify one version of it.
 *
 * @param modified the file's last modification time
 * @param size the file's size in bytes
 * @param sha256 the SHA-256 of the file's bytes in upper-case hexadecimal
 */
public record FileFingerprint(OffsetDateTime modified, long size, String sha256) {}
