/**
 * The protobuf form of a tagger's parameters and feature domain, its checksum, and checks that a
 * model can be stored and read. Not an API.
 */
package org.tributary.tribuo.internal.storage;
