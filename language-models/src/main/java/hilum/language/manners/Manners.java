package hilum.language.manners;

import dev.failsafe.Bulkhead;
import dev.failsafe.CircuitBreaker;
import dev.failsafe.CircuitBreakerOpenException;
import dev.failsafe.Failsafe;
import dev.failsafe.FailsafeException;
import dev.failsafe.FailsafeExecutor;
import dev.failsafe.RetryPolicy;
import hilum.language.endpoint.Answer;
import hilum.language.endpoint.Unavailable;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

/**
 * Asks an endpoint with restraint: a few questions at once, again after a growing and jittered wait
 * or after what {@code Retry-After} says, and not at all for a while when several have failed in a
 * row. Safe for use by many threads.
 */
public final class Manners {
    /** More than any question ever waits for its turn. */
    private static final Duration TURN = Duration.ofHours(1);

    /** What the library takes for "as the back-off says". */
    private static final Duration BY_BACKOFF = Duration.ofNanos(-1);

    private final MannersSettings settings;
    private final TokenLedger tokens;
    private final Clock clock;
    private final CircuitBreaker<Answer> breaker;
    private final FailsafeExecutor<Answer> executor;
    private volatile Instant notBefore = Instant.MIN;
    private volatile String reason = "";

    public Manners(MannersSettings settings, TokenLedger tokens, Clock clock) {
        this.settings = settings;
        this.tokens = tokens;
        this.clock = clock;
        breaker =
                CircuitBreaker.<Answer>builder()
                        .handle(Unavailable.class)
                        .withFailureThreshold(settings.failuresToPause())
                        .withDelay(settings.pause())
                        .withSuccessThreshold(1)
                        .build();
        RetryPolicy<Answer> retries =
                RetryPolicy.<Answer>builder()
                        .handleIf(this::isWorthAnotherAttempt)
                        .withMaxAttempts(settings.attempts())
                        .withBackoff(settings.firstWait(), settings.longestWait())
                        .withJitter(0.25)
                        .withDelayFnOn(
                                context ->
                                        ((Unavailable) context.getLastException())
                                                .retryAfter()
                                                .orElse(BY_BACKOFF),
                                Unavailable.class)
                        .build();
        Bulkhead<Answer> few =
                Bulkhead.<Answer>builder(settings.concurrency()).withMaxWaitTime(TURN).build();
        executor = Failsafe.with(retries, breaker, few);
    }

    private boolean isWorthAnotherAttempt(Throwable failure) {
        return failure instanceof Unavailable away
                && away.isPassing()
                && !Thread.currentThread().isInterrupted()
                && away.retryAfter().orElse(Duration.ZERO).compareTo(settings.longestWait()) <= 0;
    }

    /**
     * Asks for a site.
     *
     * @param estimate tokens that question and answer take at most
     * @throws Unavailable if the endpoint is away, or left alone for now
     * @throws BudgetUsedUp if the site has no tokens left today
     */
    public Answer ask(String site, long estimate, Supplier<Answer> question)
            throws InterruptedException {
        refuseBefore();
        if (!tokens.holdBack(site, estimate, settings.tokensPerSiteAndDay())) {
            throw new BudgetUsedUp(
                    "site %s has used %d of %d tokens on %s"
                            .formatted(
                                    site,
                                    tokens.used(site),
                                    settings.tokensPerSiteAndDay(),
                                    tokens.today()));
        }
        long really = 0;
        AtomicReference<Unavailable> failure = new AtomicReference<>();
        try {
            Answer answer = executor.get(() -> asked(question, failure));
            really = answer.tokens();
            reason = "";
            return answer;
        } catch (Unavailable e) {
            if (Thread.interrupted()) {
                throw new InterruptedException("Interrupted while the LLM was asked");
            }
            note(e);
            e.retryAfter().ifPresent(wait -> notBefore = clock.instant().plus(wait));
            throw e;
        } catch (CircuitBreakerOpenException e) {
            if (failure.get() != null) {
                note(failure.get());
                throw failure.get(); // what opened the breaker between two attempts
            }
            throw paused(e.getCircuitBreaker().getRemainingDelay());
        } catch (FailsafeException e) {
            if (e.getCause() instanceof InterruptedException) {
                throw new InterruptedException("Interrupted while waiting for the LLM");
            }
            throw e;
        } finally {
            tokens.settle(site, estimate, really);
        }
    }

    private static Answer asked(Supplier<Answer> question, AtomicReference<Unavailable> failure) {
        try {
            return question.get();
        } catch (Unavailable e) {
            failure.set(e);
            throw e;
        }
    }

    /** Takes note of a failure of a question that was put past the manners. */
    public void failed(Unavailable failure) {
        note(failure);
        breaker.recordException(failure);
    }

    private void note(Unavailable failure) {
        reason = failure.getMessage();
    }

    private void refuseBefore() {
        Duration left = Duration.between(clock.instant(), later(notBefore, Instant.EPOCH));
        if (left.isPositive()) {
            throw paused(left);
        }
    }

    private static Instant later(Instant one, Instant other) {
        return one.isAfter(other) ? one : other;
    }

    private Unavailable paused(Duration left) {
        return Unavailable.leftAlone(
                "is left alone for %d s, because it %s".formatted(left.toSeconds() + 1, reason),
                left);
    }

    /** Why the endpoint is left alone now; empty while it is asked. */
    public Optional<String> paused() {
        if (clock.instant().isBefore(notBefore)) {
            return Optional.of(
                    "asks to be left alone until %s: it %s".formatted(notBefore, reason));
        }
        return breaker.isClosed() || reason.isEmpty()
                ? Optional.empty()
                : Optional.of("it " + reason);
    }

    /** What the endpoint said when it was last away; empty once it has answered since. */
    public Optional<String> lastFailure() {
        return Optional.of(reason).filter(text -> !text.isEmpty());
    }

    /** Tokens that a site may use a day; 0 for no limit. */
    public long tokensPerSiteAndDay() {
        return settings.tokensPerSiteAndDay();
    }

    /**
     * {@code closed} while questions pass, {@code open} while none do, {@code half-open} for one.
     */
    public String breaker() {
        return breaker.getState().name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
    }
}
