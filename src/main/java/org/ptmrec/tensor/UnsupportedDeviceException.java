package org.ptmrec.tensor;

/** A graphics card that the CUDA natives hold no machine code for. */
public final class UnsupportedDeviceException extends RuntimeException {
  private static final long serialVersionUID = 1;

  UnsupportedDeviceException(String message) {
    super(message);
  }
}
