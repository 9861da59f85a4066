<?php
// Prints what PHP's SoapClient reads from the WSDL named on the command line, as JSON.
$client = new SoapClient($argv[1], ['cache_wsdl' => WSDL_CACHE_NONE]);
echo json_encode(['functions' => $client->__getFunctions(), 'types' => $client->__getTypes()]);
