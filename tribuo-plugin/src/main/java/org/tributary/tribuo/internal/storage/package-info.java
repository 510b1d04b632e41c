/**
 * The protobuf form of a tagger's parts: encoder, head, parameters, feature domain, checksum; and
 * checks that a model can be stored. Not an API. Imports {@code core} and Tribuo.
 */
package org.tributary.tribuo.internal.storage;
