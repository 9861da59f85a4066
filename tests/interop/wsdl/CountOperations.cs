// Prints, for each service contract in the assembly this is compiled into, its name and how many
// operations WCF finds in it.
using System;
using System.Reflection;
using System.ServiceModel;
using System.ServiceModel.Description;

public static class CountOperations
{
    public static void Main()
    {
        foreach (Type type in Assembly.GetExecutingAssembly().GetTypes())
        {
            if (type.IsInterface && type.GetCustomAttributes(typeof(ServiceContractAttribute), false).Length > 0)
            {
                ContractDescription contract = ContractDescription.GetContract(type);
                Console.WriteLine("{0} {1}", contract.Name, contract.Operations.Count);
            }
        }
    }
}
