/**
 * The protobuf form of a tagger's parts: encoder, parameters, feature domain, checksum. Not an API.
 * Imports {@code core}.
 */
package org.tributary.tribuo.storage;
