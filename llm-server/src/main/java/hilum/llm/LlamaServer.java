package hilum.llm;

import java.io.IOException;

/**
 * The process in which llama.cpp runs. Opens its port once the model is loaded; ends on SIGTERM and
 * when its parent is gone. Exit codes: 0 told to end, 2 the model cannot be loaded, 3 the port is
 * taken; llama.cpp itself aborts with others.
 */
public final class LlamaServer {
    static final int NO_MODEL = 2;
    static final int NO_PORT = 3;

    private LlamaServer() {}

    public static void main(String[] arguments) {
        ServerOptions options = ServerOptions.parse(arguments);
        options.parent()
                .ifPresent(
                        pid ->
                                ProcessHandle.of(pid)
                                        .map(ProcessHandle::onExit)
                                        .orElseThrow()
                                        .thenRun(() -> Runtime.getRuntime().halt(0)));
        TextModel model;
        try {
            model = new LlamaText(options);
        } catch (RuntimeException | UnsatisfiedLinkError e) {
            System.err.println("error: " + e.getMessage());
            Runtime.getRuntime().halt(NO_MODEL);
            return;
        }
        try {
            ChatApi api = new ChatApi(options, model);
            // The native library's threads would keep the process for ever: halt does not ask them.
            Runtime.getRuntime()
                    .addShutdownHook(
                            new Thread(
                                    () -> {
                                        api.close();
                                        Runtime.getRuntime().halt(0);
                                    }));
        } catch (IOException e) {
            System.err.println("error: " + e.getMessage());
            Runtime.getRuntime().halt(NO_PORT);
        }
    }
}
