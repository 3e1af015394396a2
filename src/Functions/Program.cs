using FunctionsAsl.Functions.Hosting;
using FunctionsAsl.Samples;
using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Extensions.Hosting;

FunctionsApplicationBuilder builder = FunctionsApplication.CreateBuilder(args);
foreach ((string name, var handler) in SampleHandlers.All)
{
    builder.Services.AddTaskHandler(name, handler);
}

builder.Build().Run();
