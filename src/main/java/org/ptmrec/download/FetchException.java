package org.ptmrec.download;

import org.jspecify.annotations.Nullable;
import org.ptmrec.schema.FetchFailureReason;

/** Why a picture could not be had. */
final class FetchException extends Exception {
  private static final long serialVersionUID = 1;

  private final FetchFailureReason reason;
  private final @Nullable Integer httpStatus;
  private final @Nullable Long retryAfterMillis;

  FetchException(FetchFailureReason reason, String detail) {
    this(reason, detail, null, null);
  }

  FetchException(
      FetchFailureReason reason,
      String detail,
      @Nullable Integer httpStatus,
      @Nullable Long retryAfterMillis) {
    super(detail);
    this.reason = reason;
    this.httpStatus = httpStatus;
    this.retryAfterMillis = retryAfterMillis;
  }

  FetchFailureReason reason() {
    return reason;
  }

  @Nullable Integer httpStatus() {
    return httpStatus;
  }

  /** What the server asked for; null if it did not. */
  @Nullable Long retryAfterMillis() {
    return retryAfterMillis;
  }

  /** Only what may go away by itself: time-outs, refused connections, overload. */
  boolean isWorthRetrying() {
    switch (reason) {
      case TIMEOUT:
      case CONNECT:
      case HTTP_429:
      case TRUNCATED_BODY:
        return true;
      case HTTP_4XX:
        return httpStatus != null && (httpStatus == 408 || httpStatus == 425);
      case HTTP_5XX:
        return httpStatus != null
            && (httpStatus == 500 || httpStatus == 502 || httpStatus == 503 || httpStatus == 504);
      default:
        return false;
    }
  }
}
