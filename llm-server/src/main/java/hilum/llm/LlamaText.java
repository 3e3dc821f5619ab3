package hilum.llm;

import de.kherud.llama.InferenceParameters;
import de.kherud.llama.LlamaIterator;
import de.kherud.llama.LlamaModel;
import de.kherud.llama.ModelParameters;
import de.kherud.llama.Pair;
import de.kherud.llama.args.LogFormat;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;

/**
 * A GGUF model under llama.cpp. What goes wrong inside may end the process; whoever holds one lives
 * in a process that may end.
 */
final class LlamaText implements TextModel {
    private final LlamaModel model;

    LlamaText(ServerOptions options) {
        LlamaModel.setLogger(LogFormat.TEXT, (level, message) -> {});
        ModelParameters parameters =
                new ModelParameters()
                        .setModel(options.gguf().toString())
                        .setThreads(options.threads())
                        .setThreadsBatch(options.threads())
                        .setCtxSize(options.context() * options.parallel())
                        .setParallel(options.parallel())
                        .disableContextShift()
                        .disableLog();
        model = new LlamaModel(options.jinja() ? parameters.enableJinja() : parameters);
    }

    @Override
    public String prompt(List<Message> messages) {
        String system = null;
        List<Pair<String, String>> others = new ArrayList<>();
        for (Message message : messages) {
            if (message.role().equals("system")) {
                system = system == null ? message.content() : system + "\n" + message.content();
            } else {
                others.add(new Pair<>(message.role(), message.content()));
            }
        }
        return model.applyTemplate(new InferenceParameters("").setMessages(system, others));
    }

    @Override
    public int tokens(String text) {
        return model.encode(text).length;
    }

    @Override
    public Completion complete(String prompt, Sampling sampling, BooleanSupplier wanted) {
        InferenceParameters parameters =
                new InferenceParameters(prompt)
                        .setTemperature(sampling.temperature())
                        .setTopP(sampling.topP())
                        .setSeed(sampling.seed())
                        .setNPredict(sampling.maxTokens())
                        .setCachePrompt(true);
        sampling.grammar().ifPresent(parameters::setGrammar);
        StringBuilder text = new StringBuilder();
        int tokens = -1; // the last output is empty and only says that it is over
        LlamaIterator outputs = model.generate(parameters).iterator();
        while (outputs.hasNext()) {
            text.append(outputs.next().text);
            tokens++;
            if (!wanted.getAsBoolean() || Circle.closes(text)) {
                outputs.cancel();
                return new Completion(text.toString(), Math.max(tokens, 0), false);
            }
        }
        return new Completion(text.toString(), tokens, tokens < sampling.maxTokens());
    }

    @Override
    public void close() {
        model.close();
    }
}
