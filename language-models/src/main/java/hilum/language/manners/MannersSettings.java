package hilum.language.manners;

import java.time.Duration;

/**
 * How an endpoint is treated.
 *
 * @param concurrency questions under way at once
 * @param attempts how often one question is put before its failure counts
 * @param firstWait before the second attempt; doubled before each further one, give or take a
 *     quarter
 * @param longestWait of these, and the longest {@code Retry-After} that is waited for on the spot
 * @param failuresToPause failures in a row after which the endpoint is left alone
 * @param pause how long
 * @param tokensPerSiteAndDay after which a site's reports are no longer sent; 0 for no limit
 */
public record MannersSettings(
        int concurrency,
        int attempts,
        Duration firstWait,
        Duration longestWait,
        int failuresToPause,
        Duration pause,
        long tokensPerSiteAndDay) {

    public MannersSettings {
        if (concurrency < 1 || attempts < 1 || failuresToPause < 1 || tokensPerSiteAndDay < 0) {
            throw new IllegalArgumentException(
                    "Concurrency %d, attempts %d and failures %d have to be above zero, and %d tokens a day not below"
                            .formatted(
                                    concurrency, attempts, failuresToPause, tokensPerSiteAndDay));
        }
        if (firstWait.isNegative() || firstWait.isZero() || pause.isNegative() || pause.isZero()) {
            throw new IllegalArgumentException(
                    "Wait %s and pause %s of the LLM have to be above zero"
                            .formatted(firstWait, pause));
        }
        longestWait = longestWait.compareTo(firstWait) <= 0 ? firstWait.plusMillis(1) : longestWait;
    }

    /** As services treat an endpoint. */
    public static MannersSettings of(int concurrency, Duration pause, long tokensPerSiteAndDay) {
        return new MannersSettings(
                concurrency,
                3,
                Duration.ofMillis(500),
                Duration.ofSeconds(8),
                5,
                pause,
                tokensPerSiteAndDay);
    }
}
