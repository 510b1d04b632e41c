/**
 * PyTorch's random numbers on the JVM: {@link org.tributary.random.TorchRandom} draws what
 * PyTorch's CPU generator draws from the same seed.
 */
package org.tributary.random;
