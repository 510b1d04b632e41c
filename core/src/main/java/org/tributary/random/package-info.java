/**
 * PyTorch's random numbers on the JVM: {@link org.tributary.random.TorchRandom} draws what
 * PyTorch's CPU generator draws from the same seed. Imports nothing beyond the Java platform.
 */
package org.tributary.random;
