package hilum.llm;

import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/** A model that continues a conversation. Safe for use by as many threads as it has places. */
interface TextModel extends AutoCloseable {
    /** What one side says. */
    record Message(String role, String content) {}

    /**
     * How an answer is drawn.
     *
     * @param grammar GBNF that the answer has to follow
     */
    record Sampling(
            float temperature, float topP, int seed, int maxTokens, Optional<String> grammar) {}

    /**
     * An answer.
     *
     * @param whole whether the model ended it, and not the limit or a circle it ran in
     */
    record Completion(String text, int tokens, boolean whole) {}

    /** The conversation as the model was trained to read it, up to where its answer begins. */
    String prompt(List<Message> messages);

    /** Tokens of a text. */
    int tokens(String text);

    /**
     * Continues a prompt. An answer that only repeats itself is ended: until the limit it would
     * hold a place and say nothing more.
     *
     * @param wanted asked at each token; what is no longer wanted ends there
     */
    Completion complete(String prompt, Sampling sampling, BooleanSupplier wanted);

    @Override
    void close();
}
