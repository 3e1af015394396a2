using FunctionsAsl.Functions.Hosting;
using FunctionsAsl.Samples;
using FunctionsAsl.Service.Tasks;
using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Extensions.Hosting;

FunctionsApplicationBuilder builder = FunctionsApplication.CreateBuilder(args);
builder.Services.AddFunctionsAsl(builder.Configuration);
foreach ((string name, ITaskHandler handler) in SampleHandlers.All)
{
    builder.Services.AddTaskHandler(name, handler);
}

builder.Build().Run();
