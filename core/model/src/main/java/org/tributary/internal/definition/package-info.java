/**
 * The stored form of taggers that both file formats share: the serialized settings of a definition,
 * the tensors with a checksum, the formats that a file can have, and files of pretrained vectors.
 */
package org.tributary.internal.definition;
